package io.tandem.ipc.memory;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;

/** Gives damaged headers of segments a checksum that fits, so that the rest has to be looked at. */
public final class HeaderRepair {
  private final ByteBuffer header = ByteBuffer.allocateDirect(SegmentLayout.HEADER_BYTES);
  private final ByteBuffer word = ByteBuffer.allocate(Long.BYTES).order(ByteOrder.nativeOrder());

  /** Writes the checksum of what is there. */
  public void repairChecksum(FileChannel file) throws IOException {
    header.clear();
    if (file.read(header, 0) < header.capacity()) {
      return;
    }
    Words page = new MappedWords(header, 0);
    long length = page.getPlain(SegmentLayout.SCHEMA_LENGTH);
    byte[] schema = new byte[(int) Math.max(0, Math.min(SegmentLayout.SCHEMA_BYTES, length))];
    page.readBytes(SegmentLayout.SCHEMA, schema, 0, schema.length);
    word.clear().putLong(0, SegmentHeader.checksum(page, schema, schema.length));
    file.write(word, SegmentLayout.CHECKSUM);
  }
}
