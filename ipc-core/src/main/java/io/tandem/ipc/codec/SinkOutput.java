package io.tandem.ipc.codec;

import java.io.DataOutput;

/**
 * A sink as seen by generated record code, which may only name types of {@code java.base}. Used as
 * a calling convention and nothing more: the bytes are the sink's, little-endian, and the methods
 * that generated code does not call are absent.
 */
final class SinkOutput implements DataOutput {
  private final Sink sink;

  SinkOutput(Sink sink) {
    this.sink = sink;
  }

  Sink sink() {
    return sink;
  }

  @Override
  public void writeBoolean(boolean value) {
    sink.writeBoolean(value);
  }

  @Override
  public void writeByte(int value) {
    sink.writeByte(value);
  }

  @Override
  public void writeShort(int value) {
    sink.writeShort(value);
  }

  @Override
  public void writeChar(int value) {
    sink.writeChar(value);
  }

  @Override
  public void writeInt(int value) {
    sink.writeInt(value);
  }

  @Override
  public void writeLong(long value) {
    sink.writeLong(value);
  }

  @Override
  public void writeFloat(float value) {
    sink.writeFloat(value);
  }

  @Override
  public void writeDouble(double value) {
    sink.writeDouble(value);
  }

  @Override
  public void write(int value) {
    throw Problems.neverCalled();
  }

  @Override
  public void write(byte[] bytes) {
    throw Problems.neverCalled();
  }

  @Override
  public void write(byte[] bytes, int from, int length) {
    throw Problems.neverCalled();
  }

  @Override
  public void writeBytes(String text) {
    throw Problems.neverCalled();
  }

  @Override
  public void writeChars(String text) {
    throw Problems.neverCalled();
  }

  @Override
  public void writeUTF(String text) {
    throw Problems.neverCalled();
  }
}
