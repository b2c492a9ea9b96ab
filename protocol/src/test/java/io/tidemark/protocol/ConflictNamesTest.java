package io.tidemark.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.LocalDate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConflictNamesTest {
  private static final LocalDate DAY = LocalDate.of(2026, 4, 28);

  @ParameterizedTest
  @CsvSource({
    "logo.png, logo (alice's conflicted copy 2026-04-28).png",
    "Makefile, Makefile (alice's conflicted copy 2026-04-28)",
    ".bashrc, .bashrc (alice's conflicted copy 2026-04-28)",
    "a.tar.gz, a.tar (alice's conflicted copy 2026-04-28).gz",
    "a., a (alice's conflicted copy 2026-04-28)."
  })
  void the_mark_stands_before_the_extension(String name, String copy) {
    assertThat(ConflictNames.of(name, "alice", DAY, 1)).isEqualTo(copy);
  }

  @Test
  void further_attempts_are_numbered() {
    assertThat(ConflictNames.of("logo.png", "bob", DAY, 2))
        .isEqualTo("logo (bob's conflicted copy 2026-04-28 2).png");
  }

  @Test
  void the_longest_name_and_user_still_give_an_allowed_name() {
    String name = "😀".repeat(510) + ".png";
    String copy = ConflictNames.of(name, "u".repeat(128), DAY, Integer.MAX_VALUE);
    assertThat(copy).hasSizeLessThanOrEqualTo(1024).endsWith(".png");
    assertThat(Names.normalise(copy)).isEqualTo(copy);
  }

  @Test
  void an_overlong_extension_counts_as_part_of_the_name() {
    String name = "a." + "x".repeat(1000);
    assertThat(ConflictNames.of(name, "alice", DAY, 1)).hasSize(1024).endsWith("2026-04-28)");
  }
}
