package io.tandem.ipc.memory;

import java.util.List;
import java.util.Optional;

/**
 * The layouts of one module, for tools that print or document them: {@code ipc dump}, {@code
 * docs/layouts}, the golden-offset test. Found by {@link java.util.ServiceLoader}.
 *
 * <p>Implementations are immutable.
 */
public interface LayoutCatalog {
  /** The module's layouts, those that embed others first. */
  List<Layout> layouts();

  /**
   * Where a segment has its structures.
   *
   * @param segment what its header says, which need not be true: an implementation checks the
   *     parameters before it counts with them
   * @return empty if the segment's kind or version is not of this module
   */
  Optional<SegmentMap> map(SegmentInfo segment);

  /**
   * The structures in a segment.
   *
   * @param parameters the names of the parameters, in the order of their values in the header
   * @param sections the structures in the order of their offsets, the header excluded
   */
  record SegmentMap(List<String> parameters, List<Section> sections) {
    /** Copies the lists. */
    public SegmentMap {
      parameters = List.copyOf(parameters);
      sections = List.copyOf(sections);
    }
  }

  /**
   * One structure in a file.
   *
   * @param name for people, for example {@code lane 7}
   * @param offset from the start of the file
   * @param repetitions how often the layout's repeated last field stands there; 0 if it has none
   * @param strideBytes from one repetition to the next
   */
  record Section(String name, Layout layout, long offset, long repetitions, long strideBytes) {}
}
