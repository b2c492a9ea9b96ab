package io.tidemark.loadgen.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(10)
class ProcessesTest {
  @Test
  void live_heap_is_the_last_line_of_a_class_histogram() {
    String said =
        """
        4711:
         num     #instances         #bytes  class name (module)
        -------------------------------------------------------
           1:         20000        1600000  [B (java.base@25)
           2:             1             16  Total.Of.Nothing
        Total         20001        1600016
        """;
    assertThat(HubProcess.liveBytes(said)).isEqualTo(1_600_016);
  }

  @Test
  void an_answer_without_a_total_is_told() {
    assertThatThrownBy(() -> HubProcess.liveBytes("4711:\n"))
        .hasMessageContaining("tells no total");
  }

  @Test
  void the_soft_limit_of_descriptors_is_the_one_that_counts() {
    String limits =
        """
        Limit                     Soft Limit           Hard Limit           Units
        Max processes             95000                95000                processes
        Max open files            1024                 20000                files
        """;
    assertThat(ProcessStat.descriptorLimit(limits)).isEqualTo(1_024);
    assertThat(ProcessStat.descriptorLimit(limits.replace("1024 ", "unlimited")))
        .isEqualTo(Integer.MAX_VALUE);
    assertThat(ProcessStat.descriptorLimit("")).isEqualTo(Integer.MAX_VALUE);
  }
}
