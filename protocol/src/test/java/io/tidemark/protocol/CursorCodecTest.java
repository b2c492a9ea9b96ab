package io.tidemark.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class CursorCodecTest {
  private static final byte[] KEY = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);
  private final CursorCodec codec = new CursorCodec(KEY);

  @Property
  void every_cursor_comes_back_as_it_was(@ForAll("cursors") Cursor cursor) {
    assertThat(codec.decode(codec.encode(cursor))).isEqualTo(cursor);
  }

  @Property
  void one_changed_character_is_noticed(
      @ForAll("cursors") Cursor cursor, @ForAll("seeds") long seed) {
    String text = codec.encode(cursor);
    Random random = new Random(seed);
    // The last character may hold unused bits: two texts of one value are harmless, so it is left.
    int at = random.nextInt(text.length() - 1);
    char other = text.charAt(at) == 'A' ? 'B' : 'A';
    String changed = text.substring(0, at) + other + text.substring(at + 1);
    assertThatThrownBy(() -> codec.decode(changed)).isInstanceOf(InvalidCursorException.class);
  }

  @Property
  void no_text_at_all_does_worse_than_a_refusal(@ForAll String text) {
    assertThatThrownBy(() -> codec.decode(text))
        .isInstanceOf(InvalidCursorException.class)
        .satisfies(refusal -> assertThat(refusal.getMessage().length()).isLessThan(600));
  }

  @Example
  void a_cursor_of_another_key_is_refused() {
    String text =
        new CursorCodec("another key of 16+ bytes".getBytes(StandardCharsets.US_ASCII))
            .encode(new Cursor(Map.of(new UUID(1, 2), new CursorPosition(1, 3))));
    assertThatThrownBy(() -> codec.decode(text))
        .isInstanceOf(InvalidCursorException.class)
        .hasMessageContaining("its signature is not this hub's");
  }

  @Example
  void a_cursor_that_was_cut_is_refused() {
    String text = codec.encode(new Cursor(Map.of(new UUID(1, 2), new CursorPosition(1, 3))));
    for (int length = 0; length < text.length(); length++) {
      String cut = text.substring(0, length);
      assertThatThrownBy(() -> codec.decode(cut)).isInstanceOf(InvalidCursorException.class);
    }
  }

  @Example
  void equal_cursors_have_one_text() {
    Map<UUID, CursorPosition> one = new HashMap<>();
    Map<UUID, CursorPosition> other = new java.util.LinkedHashMap<>();
    for (int index = 0; index < 50; index++) {
      one.put(new UUID(index, index), new CursorPosition(1, index));
      other.put(new UUID(49 - index, 49 - index), new CursorPosition(1, 49 - index));
    }
    assertThat(codec.encode(new Cursor(one))).isEqualTo(codec.encode(new Cursor(other)));
  }

  @Example
  void a_hundred_namespaces_fit_into_4_kib() {
    Map<UUID, CursorPosition> positions = new HashMap<>();
    Random random = new Random(1);
    for (int index = 0; index < 100; index++) {
      positions.put(
          new UUID(random.nextLong(), random.nextLong()),
          new CursorPosition(1, Limits.INTEGER_MAX));
    }
    assertThat(codec.encode(new Cursor(positions))).hasSizeLessThanOrEqualTo(4096);
  }

  @Example
  void the_largest_cursor_comes_back_and_a_larger_one_is_refused() {
    Map<UUID, CursorPosition> positions = new HashMap<>();
    for (int index = 0; index < Limits.HELLO_NAMESPACES; index++) {
      positions.put(
          new UUID(index, index), new CursorPosition(Integer.MAX_VALUE, Limits.INTEGER_MAX));
    }
    Cursor largest = new Cursor(positions);
    assertThat(codec.decode(codec.encode(largest))).isEqualTo(largest);
    positions.put(new UUID(-1, -1), new CursorPosition(1, 1));
    assertThatThrownBy(() -> codec.encode(new Cursor(positions)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Example
  void a_short_key_is_refused() {
    assertThatThrownBy(() -> new CursorCodec(new byte[15]))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("15 bytes");
  }

  @Provide
  Arbitrary<Long> seeds() {
    return Arbitraries.longs();
  }

  @Provide
  Arbitrary<Cursor> cursors() {
    Arbitrary<UUID> namespaces =
        Combinators.combine(Arbitraries.longs(), Arbitraries.longs()).as(UUID::new);
    Arbitrary<CursorPosition> positions =
        Combinators.combine(
                Arbitraries.integers().greaterOrEqual(0),
                Arbitraries.longs().between(0, Limits.INTEGER_MAX))
            .as(CursorPosition::new);
    return Arbitraries.maps(namespaces, positions).ofMaxSize(40).map(Cursor::new);
  }
}
