package io.tandem.ipc.queue;

import io.tandem.ipc.Domain;
import io.tandem.ipc.testkit.TempDomain;
import java.util.concurrent.TimeUnit;
import org.jetbrains.lincheck.datastructures.IntGen;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * The latest value of a process is linearizable to all readers, says Lincheck: by stress on memory
 * that is mapped, and by its model checker on the heap.
 *
 * <p>Refutes, among others: a version that is set before its bytes, and a copy that is not looked
 * at again when it is done.
 */
class LatestLinearizabilityTest {
  private static TempDomain directory;
  private static Domain domain;

  @BeforeAll
  static void open() {
    directory = TempDomain.create();
    domain = directory.open();
  }

  @AfterAll
  static void close() {
    domain.close();
    directory.close();
  }

  /** What it must look like. */
  public static class Register {
    private int value;

    /** Sets the value. */
    public void set(int value) {
      this.value = value;
    }

    /** The value set last. */
    public int get() {
      return value;
    }
  }

  /** One value that all instances use in turn. */
  @Param(name = "value", gen = IntGen.class, conf = "1:9")
  public static class Mapped {
    private static final LatestValue<Integer> VALUE =
        LatestValue.of(Integer.class).create(domain, "latest");

    /** Made by Lincheck. */
    public Mapped() {
      VALUE.set(0);
    }

    /** Sets the value. */
    @Operation
    public void set(@Param(name = "value") int value) {
      VALUE.set(value);
    }

    /** Reads it. */
    @Operation
    public int get() {
      return VALUE.get();
    }
  }

  /** One value on the heap. */
  @Param(name = "value", gen = IntGen.class, conf = "1:9")
  public static class OnHeap {
    private static final int SLOTS = 3;
    private static final int BYTES = 8;

    private final LatestCell cell =
        new LatestCell(new HeapWords(LatestCell.sizeBytes(SLOTS, BYTES)), SLOTS, BYTES);

    /** Made by Lincheck. */
    public OnHeap() {
      set(0);
    }

    /** Sets the value. */
    @Operation(nonParallelGroup = "writer")
    public void set(@Param(name = "value") int value) {
      byte[] bytes = new byte[BYTES];
      bytes[0] = (byte) value;
      cell.write(bytes, BYTES);
    }

    /** Reads it. */
    @Operation
    public int get() {
      byte[] bytes = new byte[BYTES];
      while (true) {
        long version = cell.version();
        int length = cell.length(version);
        if (length != LatestCell.DISTURBED && cell.tryRead(version, bytes, length)) {
          return bytes[0];
        }
      }
    }
  }

  @Test
  void theLatestValueIsARegister() {
    Lincheck.stress(2, 200).sequentialSpecification(Register.class).check(OnHeap.class);
    Lincheck.stress(2, 200).sequentialSpecification(Register.class).check(Mapped.class);
  }

  @Test
  @Tag("long")
  @Timeout(value = 60, unit = TimeUnit.MINUTES)
  void soItIsInTheLongRun() {
    Lincheck.model(50, 1_000).sequentialSpecification(Register.class).check(OnHeap.class);
    Lincheck.stress(100, 2_000).sequentialSpecification(Register.class).check(Mapped.class);
  }
}
