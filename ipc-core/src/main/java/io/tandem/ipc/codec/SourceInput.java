package io.tandem.ipc.codec;

import java.io.DataInput;

/** A source as seen by generated record code; the counterpart of {@link SinkOutput}. */
final class SourceInput implements DataInput {
  private final Source source;

  SourceInput(Source source) {
    this.source = source;
  }

  Source source() {
    return source;
  }

  @Override
  public boolean readBoolean() {
    return source.readBoolean();
  }

  @Override
  public byte readByte() {
    return source.readByte();
  }

  @Override
  public short readShort() {
    return source.readShort();
  }

  @Override
  public char readChar() {
    return source.readChar();
  }

  @Override
  public int readInt() {
    return source.readInt();
  }

  @Override
  public long readLong() {
    return source.readLong();
  }

  @Override
  public float readFloat() {
    return source.readFloat();
  }

  @Override
  public double readDouble() {
    return source.readDouble();
  }

  @Override
  public int readUnsignedByte() {
    throw Problems.neverCalled();
  }

  @Override
  public int readUnsignedShort() {
    throw Problems.neverCalled();
  }

  @Override
  public void readFully(byte[] target) {
    throw Problems.neverCalled();
  }

  @Override
  public void readFully(byte[] target, int from, int length) {
    throw Problems.neverCalled();
  }

  @Override
  public int skipBytes(int count) {
    throw Problems.neverCalled();
  }

  @Override
  public String readLine() {
    throw Problems.neverCalled();
  }

  @Override
  public String readUTF() {
    throw Problems.neverCalled();
  }
}
