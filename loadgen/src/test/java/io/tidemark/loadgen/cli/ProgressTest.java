package io.tidemark.loadgen.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class ProgressTest {
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private final PrintStream out = new PrintStream(bytes, true, StandardCharsets.UTF_8);

  @Test
  void elsewhere_each_line_stands_for_itself() {
    Progress progress = new Progress(out, false, 80);
    progress.show("one");
    progress.figures(List.of("not yet due"));
    progress.done("two");
    assertThat(said()).isEqualTo("one\ntwo\n");
  }

  @Test
  void on_a_terminal_figures_stand_below_the_text_and_are_replaced() {
    Progress progress = new Progress(out, true, 80);
    progress.show("one");
    progress.figures(List.of("a 1", "b 2"));
    assertThat(said()).endsWith("\r\033[Jone\n  a 1 · b 2");
    progress.figures(List.of("a 2"));
    assertThat(said()).endsWith("\r\033[1A\033[Jone\n  a 2");
    progress.figures(List.of());
    assertThat(said()).endsWith("\r\033[1A\033[J");
  }

  @Test
  void what_is_too_wide_goes_on_in_the_next_line_and_never_breaks_one() {
    Progress progress = new Progress(out, true, 12);
    progress.show("a text that is too wide");
    progress.figures(List.of("aaaaaa", "bbbbbb", "cc"));
    assertThat(said()).endsWith("a text that \n  aaaaaa\n  bbbbbb\n  cc");
  }

  @Test
  void a_line_that_stays_is_printed_where_the_others_were() {
    Progress progress = new Progress(out, true, 80);
    progress.show("one");
    Progress.line(out, "stays");
    assertThat(said()).endsWith("one\r\033[Jstays\n");
    progress.figures(List.of("a 1"));
    assertThat(said()).endsWith("stays\none\n  a 1");
    progress.done("");
  }

  private String said() {
    return bytes.toString(StandardCharsets.UTF_8);
  }
}
