package io.tandem.ipc.benchmarks.result;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class JsonTest {
  @Test
  void writesNestedValues() {
    Map<String, Object> inner = new LinkedHashMap<>();
    inner.put("median", 1.5);
    inner.put("count", 3L);
    Map<String, Object> outer = new LinkedHashMap<>();
    outer.put("name", "a \"b\" \\ \n");
    outer.put("values", List.of(1.0, 0.000001, 123_456_789.0));
    outer.put("inner", inner);
    outer.put("none", List.of());
    outer.put("empty", Map.of());
    assertThat(Json.write(outer))
        .isEqualTo(
            """
            {
              "name": "a \\"b\\" \\\\ \\u000a",
              "values": [1, 1.00000e-06, 123456789],
              "inner": {
                "median": 1.50000,
                "count": 3
              },
              "none": [],
              "empty": {}
            }""");
  }

  @Test
  void refusesWhatJsonCannotSay() {
    assertThatIllegalArgumentException().isThrownBy(() -> Json.write(Double.NaN));
    assertThatIllegalArgumentException().isThrownBy(() -> Json.write(new Object()));
  }

  @Test
  void readsTheFlatObjectsThatProgramsPrint() {
    assertThat(Json.readFlat("{\"a\": \"x y\", \"n\": -1.5e3,\"m\":2}"))
        .containsExactly(Map.entry("a", "x y"), Map.entry("n", "-1.5e3"), Map.entry("m", "2"));
    assertThat(Json.readFlat("{}")).isEmpty();
  }

  @Test
  void namesThePlaceOfWhatItCannotRead() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Json.readFlat("{\"a\": [1]}"))
        .withMessage("expected a text or a number at character 6 of: {\"a\": [1]}");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Json.readFlat("{\"a\": 1} x"))
        .withMessageContaining("expected the end");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Json.readFlat("{\"a\": 1"))
        .withMessageContaining("expected '}'");
  }
}
