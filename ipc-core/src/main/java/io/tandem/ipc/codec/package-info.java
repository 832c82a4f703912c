/**
 * Values to bytes and back.
 *
 * <p>{@link io.tandem.ipc.codec.Codecs} is the way in: {@code Codecs.of(Order.class)} finds the
 * codec of a record, a JDK value or an array, and its other methods combine codecs. An own {@link
 * io.tandem.ipc.codec.Codec} writes to a {@link io.tandem.ipc.codec.Sink} and reads from a {@link
 * io.tandem.ipc.codec.Source}.
 *
 * <p>Codecs are immutable and may be used by many threads; sinks and sources belong to one thread.
 * Nothing here knows of shared memory: sinks and sources are private arrays, and the bytes of a
 * message are copied to or from a shared object by its owner.
 *
 * <p>Every format has a {@linkplain io.tandem.ipc.codec.Codec#schema text}, and the {@linkplain
 * io.tandem.ipc.codec.Schema#fingerprint fingerprint} of that text is how two processes find out
 * whether they mean the same.
 */
package io.tandem.ipc.codec;
