package io.tidemark.commit.store;

import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Turns rows into the columns that {@code unnest} takes: one array for each. */
final class Columns {
  private Columns() {}

  static <T> UUID[] uuids(Collection<T> rows, Function<T, @Nullable UUID> column) {
    return fill(rows, column, new UUID[rows.size()]);
  }

  static <T> String[] texts(Collection<T> rows, Function<T, @Nullable String> column) {
    return fill(rows, column, new String[rows.size()]);
  }

  static <T> Long[] longs(Collection<T> rows, Function<T, Long> column) {
    return fill(rows, column, new Long[rows.size()]);
  }

  static <T> Integer[] integers(Collection<T> rows, Function<T, Integer> column) {
    return fill(rows, column, new Integer[rows.size()]);
  }

  static <T> Boolean[] booleans(Collection<T> rows, Function<T, Boolean> column) {
    return fill(rows, column, new Boolean[rows.size()]);
  }

  static <T> OffsetDateTime[] times(Collection<T> rows, Function<T, @Nullable Instant> column) {
    return fill(rows, row -> time(column.apply(row)), new OffsetDateTime[rows.size()]);
  }

  static @Nullable OffsetDateTime time(@Nullable Instant instant) {
    return instant == null ? null : instant.atOffset(ZoneOffset.UTC);
  }

  /** Unlike {@code Tuple.of}, which takes an array in the last place for several columns. */
  static Tuple tuple(Object first, Object second) {
    return Tuple.of(first).addValue(second);
  }

  static Tuple tuple(Object first, Object second, Object third) {
    return tuple(first, second).addValue(third);
  }

  private static <T, V> V[] fill(
      Collection<T> rows, Function<T, ? extends @Nullable V> column, V[] values) {
    int index = 0;
    for (T row : rows) {
      values[index++] = column.apply(row);
    }
    return values;
  }
}
