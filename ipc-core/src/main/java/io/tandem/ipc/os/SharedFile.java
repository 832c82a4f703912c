package io.tandem.ipc.os;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;

/**
 * A file that processes share, open for reading and writing.
 *
 * <p><b>Native</b>: a descriptor of our own and one system call for each method. Interrupts do not
 * matter to it. <b>Portable</b>: a {@link java.nio.channels.FileChannel}, which an interrupt of the
 * thread that uses it closes (see {@link Uninterrupted}).
 *
 * <p>Why not a channel everywhere: the first mapping by one takes 7 ms in a starting JVM 17 and 26
 * ms in 25, and loads a hundred classes for it. For the same reason nothing here uses more of
 * {@code java.nio.file} than paths.
 *
 * <p>A final symbolic link is never followed. After {@link #close} every method throws {@link
 * IOException}. Thread-safe.
 */
public abstract class SharedFile implements AutoCloseable {
  private final Path path;

  SharedFile(Path path) {
    this.path = path;
  }

  /**
   * Opens a file that is there.
   *
   * @throws java.nio.file.NoSuchFileException if there is none
   * @throws IOException if it cannot be opened for reading and writing
   */
  public static SharedFile open(Path path) throws IOException {
    return Native.isLoaded()
        ? NativeFile.open(path, path, Syscalls.OPEN)
        : PortableFile.openChannel(path);
  }

  /**
   * Creates a file with mode 0600.
   *
   * @throws java.nio.file.FileAlreadyExistsException if there is something of that name
   * @throws IOException if it cannot be created
   */
  public static SharedFile create(Path path) throws IOException {
    return create(path, path);
  }

  /**
   * As {@link #create(Path)}, for a file that is going to have another name.
   *
   * @param name what messages call it
   */
  public static SharedFile create(Path path, Path name) throws IOException {
    return Native.isLoaded()
        ? NativeFile.open(path, name, Syscalls.CREATE)
        : PortableFile.createChannel(path, name);
  }

  /** What it is called; the name may lead to another file by now. */
  public final Path path() {
    return path;
  }

  /** Its present size in bytes. */
  public abstract long sizeBytes() throws IOException;

  /**
   * Fills the array from that position on; {@link java.io.EOFException} if the file ends before.
   */
  public abstract void read(long position, byte[] target) throws IOException;

  /** Writes the first {@code length} bytes of the array from that position on. */
  public abstract void write(long position, byte[] source, int length) throws IOException;

  /** Cuts the file, or makes it longer by bytes that read zero and have no space yet. */
  public abstract void resize(long sizeBytes) throws IOException;

  /**
   * How many bytes this user can still write to the file system, or -1 if it does not say, as a
   * tmpfs without a limit.
   */
  public abstract long freeBytes() throws IOException;

  /**
   * Gives a part of the file space, and the file the size for it, in one step.
   *
   * @return 0, or the number of the error; {@link Errno#ENOSYS} in portable mode
   */
  abstract int allocate(long offset, long length) throws IOException;

  /** Maps a part that the file has. The buffer keeps the mapping alive. */
  abstract ByteBuffer map(long offset, long length) throws IOException;

  @Override
  public abstract void close() throws IOException;

  @Override
  public final String toString() {
    return path.toString();
  }
}
