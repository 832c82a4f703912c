package io.tandem.ipc.codec;

import java.io.Serializable;

/**
 * Marks handles of shared objects that can be serialized, and the classes that they are replaced by
 * in the stream. Serialized messages may contain those without listing them, and records may have
 * such handles as components: reading one runs no code but that of its own class, which sees to it
 * that nothing comes of damaged bytes but an error.
 */
public interface SerializableHandle extends Serializable {}
