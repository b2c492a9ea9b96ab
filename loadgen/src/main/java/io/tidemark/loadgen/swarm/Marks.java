package io.tidemark.loadgen.swarm;

import java.util.Arrays;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/** The marks of one device. They are few, so that an array is all that a device keeps. */
final class Marks {
  static final Mark[] NONE = {};

  private Marks() {}

  static @Nullable Mark find(Mark[] marks, long nsHigh, long nsLow) {
    for (Mark mark : marks) {
      if (mark.nsLow == nsLow && mark.nsHigh == nsHigh) {
        return mark;
      }
    }
    return null;
  }

  static Mark[] with(Mark[] marks, Mark added) {
    Mark[] more = Arrays.copyOf(marks, marks.length + 1);
    more[marks.length] = added;
    return more;
  }

  static Mark[] without(Mark[] marks, long nsHigh, long nsLow) {
    return Arrays.stream(marks)
        .filter(mark -> mark.nsHigh != nsHigh || mark.nsLow != nsLow)
        .toArray(Mark[]::new);
  }

  /** What a hello says, as JSON; empty for nothing. */
  static String watermarks(Mark[] marks) {
    return json(marks, Mark::watermark);
  }

  /** What may be acknowledged and was not yet, as JSON; empty for nothing. */
  static String takeAcks(Mark[] marks) {
    return json(marks, Mark::takeAck);
  }

  private static String json(Mark[] marks, ToLongFunction<Mark> seq) {
    StringBuilder json = new StringBuilder();
    for (Mark mark : marks) {
      long known = seq.applyAsLong(mark);
      if (known > 0) {
        json.append(json.isEmpty() ? '{' : ',');
        json.append('"').append(mark.ns()).append("\":").append(known);
      }
    }
    return json.isEmpty() ? "" : json.append('}').toString();
  }
}
