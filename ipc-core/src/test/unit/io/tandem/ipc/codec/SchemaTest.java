package io.tandem.ipc.codec;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class SchemaTest {
  private static final String ORDER = "record Order(id:long, symbol:String, price:double)";

  /** Files outlive programs: these numbers must never change. */
  @Test
  void fingerprintsAreTheSameInEveryRelease() {
    assertThat(Schema.fingerprint("")).isEqualTo(-7160610219483255062L);
    assertThat(Schema.fingerprint("long")).isEqualTo(-5155533171156082778L);
    assertThat(Schema.fingerprint(ORDER)).isEqualTo(551832340444306867L);
  }

  @Test
  void everyChangeOfOneCharacterChangesAboutHalfOfTheBits() {
    long original = Schema.fingerprint(ORDER);
    long flipped = 0;
    int changes = 0;
    for (int i = 0; i < ORDER.length(); i++) {
      for (int bit = 0; bit < 7; bit++) {
        char[] chars = ORDER.toCharArray();
        chars[i] = (char) (chars[i] ^ (1 << bit));
        int distance = Long.bitCount(original ^ Schema.fingerprint(new String(chars)));
        assertThat(distance).isBetween(10, 54);
        flipped += distance;
        changes++;
      }
    }
    assertThat((double) flipped / changes).isBetween(31.0, 33.0);
  }

  @Test
  void shortTextsDoNotCollide() {
    Set<Long> seen = new HashSet<>();
    int texts = 0;
    for (char a = ' '; a < 127; a++) {
      seen.add(Schema.fingerprint("" + a));
      texts++;
      for (char b = ' '; b < 127; b++) {
        seen.add(Schema.fingerprint("" + a + b));
        seen.add(Schema.fingerprint("record " + a + "(x" + b + ":int)"));
        texts += 2;
      }
    }
    assertThat(seen).hasSize(texts);
  }

  private record Line(int number) {}

  private static final class Other {
    private record Line(String text) {}
  }

  private record Both(Line one, Other.Line two, Line three) {}

  @Test
  void twoRecordsOfOneSimpleNameAreToldApart() {
    assertThat(Codecs.record(Both.class).schema())
        .isEqualTo(
            "record Both(one:Line, two:Line#2, three:Line); record Line(number:int); record"
                + " Line#2(text:String)");
  }

  @Test
  void aListOfRecordsDefinesThem() {
    assertThat(Codecs.list(Codecs.record(Line.class)).schema())
        .isEqualTo("List<Line>; record Line(number:int)");
    assertThat(Codecs.nullable(Codecs.record(Line.class)).schema())
        .isEqualTo("Line?; record Line(number:int)");
    assertThat(Codecs.of(Line[].class).schema()).isEqualTo("Line?[]; record Line(number:int)");
  }
}
