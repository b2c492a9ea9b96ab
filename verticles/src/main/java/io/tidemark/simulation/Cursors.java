package io.tidemark.simulation;

import io.tidemark.protocol.Cursor;
import io.tidemark.protocol.CursorPosition;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;

/** Cursors as opaque strings; now and then one has no room for all namespaces. */
final class Cursors {
  private static final int PARTIAL_PERCENT = 10;

  private final Dice dice;
  private final Map<String, Cursor> known = new HashMap<>();

  Cursors(Dice dice) {
    this.dice = dice;
  }

  String encode(Cursor cursor) {
    Cursor fitting = cursor;
    if (!cursor.positions().isEmpty() && dice.chance(PARTIAL_PERCENT)) {
      int room = dice.between(0, cursor.positions().size() - 1);
      LinkedHashMap<UUID, CursorPosition> first = new LinkedHashMap<>();
      cursor
          .positions()
          .forEach((ns, position) -> {
            if (first.size() < room) {
              first.put(ns, position);
            }
          });
      fitting = new Cursor(first, true);
    }
    String text = "c" + known.size();
    known.put(text, fitting);
    return text;
  }

  Cursor decode(String text) {
    Cursor cursor = known.get(text);
    if (cursor == null) {
      throw new Violation("a cursor that was never given: " + text);
    }
    return cursor;
  }
}
