package io.tidemark.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import java.util.SequencedMap;
import java.util.UUID;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
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
    Map<UUID, CursorPosition> other = new LinkedHashMap<>();
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
  void of_too_many_namespaces_the_first_stay_and_the_cursor_is_partial() {
    SequencedMap<UUID, CursorPosition> positions = new LinkedHashMap<>();
    for (int index = 0; index < Limits.CURSOR_NAMESPACES; index++) {
      positions.put(new UUID(-index, index), new CursorPosition(1, 10_000 + index));
    }
    Cursor largest = new Cursor(positions);
    assertThat(codec.decode(codec.encode(largest))).isEqualTo(largest);
    positions.putLast(new UUID(7, 7), new CursorPosition(1, 1));
    Cursor bounded = codec.decode(codec.encode(new Cursor(positions)));
    assertThat(bounded.partial()).isTrue();
    assertThat(bounded.positions()).isEqualTo(largest.positions());
  }

  @Example
  void the_longest_positions_stay_within_32_kib() {
    SequencedMap<UUID, CursorPosition> positions = new LinkedHashMap<>();
    for (int index = 0; index < Limits.CURSOR_NAMESPACES; index++) {
      positions.put(
          new UUID(index, index), new CursorPosition(Integer.MAX_VALUE, Limits.INTEGER_MAX));
    }
    String text = codec.encode(new Cursor(positions));
    assertThat(text).hasSizeLessThanOrEqualTo(Limits.CURSOR_CHARS);
    Cursor bounded = codec.decode(text);
    assertThat(bounded.partial()).isTrue();
    assertThat(bounded.positions()).hasSizeGreaterThan(800);
    assertThat(positions.sequencedEntrySet()).containsAll(bounded.positions().entrySet());
  }

  @Example
  void a_partial_cursor_stays_partial() {
    Cursor partial =
        new Cursor(new LinkedHashMap<>(Map.of(new UUID(1, 2), new CursorPosition(1, 3))), true);
    assertThat(codec.decode(codec.encode(partial))).isEqualTo(partial);
  }

  /** What the hub signed before there were flags; devices may hold it for long. */
  @Example
  void a_cursor_of_version_1_is_still_read() {
    assertThat(
            codec.decode(
                "AQIAAAAAAAAAAQAAAAAAAAACAQP_________-wAAAAAAAAAGB_________8PyfkZb9vKcv_kIJmJSvvEHw"))
        .isEqualTo(
            new Cursor(
                Map.of(
                    new UUID(1, 2), new CursorPosition(1, 3),
                    new UUID(-5, 6), new CursorPosition(7, Limits.INTEGER_MAX))));
  }

  @Example
  void a_cursor_with_flags_that_are_not_known_is_refused() throws GeneralSecurityException {
    assertThatThrownBy(() -> codec.decode(signed(new byte[] {2, 6, 0})))
        .isInstanceOf(InvalidCursorException.class)
        .hasMessageContaining("flags 6");
  }

  @Example
  void a_cursor_of_a_later_version_is_refused() throws GeneralSecurityException {
    assertThatThrownBy(() -> codec.decode(signed(new byte[] {3, 0, 0})))
        .isInstanceOf(InvalidCursorException.class)
        .hasMessageContaining("version 3");
  }

  @Example
  void a_cursor_that_claims_more_than_it_holds_is_refused() throws GeneralSecurityException {
    for (byte[] claims : new byte[][] {{2, 0, 1}, {1, 5}, {2, 0, -1, -1, -1, -1, -1, -1, -1, 1}}) {
      String text = signed(claims);
      assertThatThrownBy(() -> codec.decode(text)).isInstanceOf(InvalidCursorException.class);
    }
  }

  @Example
  void a_text_longer_than_any_frame_is_refused_unread() {
    assertThatThrownBy(() -> codec.decode("A".repeat(Limits.FRAME_BYTES + 1)))
        .isInstanceOf(InvalidCursorException.class)
        .hasMessageContaining("65537 characters");
  }

  private static String signed(byte[] content) throws GeneralSecurityException {
    Mac mac = Mac.getInstance("HmacSHA256");
    mac.init(new SecretKeySpec(KEY, "HmacSHA256"));
    byte[] whole = Arrays.copyOf(content, content.length + 16);
    System.arraycopy(mac.doFinal(content), 0, whole, content.length, 16);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(whole);
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
    return Combinators.combine(
            Arbitraries.maps(namespaces, positions).ofMaxSize(40), Arbitraries.of(true, false))
        .as((all, partial) -> new Cursor(new LinkedHashMap<>(all), partial));
  }
}
