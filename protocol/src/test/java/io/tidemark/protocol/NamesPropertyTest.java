package io.tidemark.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import java.text.Normalizer;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** What holds for every name. */
class NamesPropertyTest {

  @Property(tries = 5000)
  void a_name_is_refused_or_normalised_for_good(@ForAll String name) {
    try {
      String normalised = Names.normalise(name);
      assertThat(Names.normalise(normalised)).isEqualTo(normalised);
      assertThat(Normalizer.isNormalized(normalised, Normalizer.Form.NFC)).isTrue();
      assertThat(Names.parsePath("/" + normalised)).isEqualTo(List.of(normalised));
    } catch (InvalidNameException refusal) {
      assertThat(refusal.getMessage()).startsWith("name '");
    }
  }

  @Property(tries = 20_000)
  void a_key_is_its_own_key_and_does_not_depend_on_case_or_composition(@ForAll long seed) {
    String name = Names.normalise(letters(new Random(seed)));
    String key = Names.key(name);
    assertThat(Names.key(key)).as("%s", escaped(name)).isEqualTo(key);
    assertThat(Names.key(Normalizer.normalize(name, Normalizer.Form.NFD)))
        .as("decomposed %s", escaped(name))
        .isEqualTo(key);
    assertThat(Names.key(Names.normalise(name.toLowerCase(Locale.ROOT))))
        .as("lower case %s", escaped(name))
        .isEqualTo(key);
  }

  /** Mostly letters of scripts that have case, with combining marks. */
  private static String letters(Random random) {
    StringBuilder name = new StringBuilder();
    int length = random.nextInt(1, 8);
    while (name.codePointCount(0, name.length()) < length) {
      int point =
          switch (random.nextInt(4)) {
            case 0 -> random.nextInt(0x80);
            case 1 -> random.nextInt(0x300, 0x370);
            case 2 -> random.nextInt(0x2500);
            default -> random.nextInt(Character.MAX_CODE_POINT + 1);
          };
      if (Character.isLetter(point) || Character.getType(point) == Character.NON_SPACING_MARK) {
        name.appendCodePoint(point);
      }
    }
    return name.toString();
  }

  private static String escaped(String name) {
    return name.codePoints().mapToObj("U+%04X "::formatted).reduce("", String::concat);
  }
}
