package io.tidemark.commit.plan;

import io.tidemark.http.Problem;
import io.tidemark.protocol.ConflictNames;
import io.tidemark.protocol.ProblemCode;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;

/** Finds the first conflicted copy's name that nobody has. */
final class FreeNames {

  /** Tried in steps: each step that was not looked up yet costs one round trip. */
  private static final int[] LAST_OF_STEP = {4, 64, 1024, 16_384};

  private FreeNames() {}

  static String conflicted(Draft draft, Landing landing, String name, Origin origin) {
    LocalDate day = LocalDate.ofInstant(draft.now(), ZoneOffset.UTC);
    if (!landing.exists()) {
      return ConflictNames.of(name, origin.user(), day, 1);
    }
    int attempt = 1;
    for (int last : LAST_OF_STEP) {
      List<String> names = new ArrayList<>();
      List<NameAt> places = new ArrayList<>();
      for (; attempt <= last; attempt++) {
        String candidate = ConflictNames.of(name, origin.user(), day, attempt);
        names.add(candidate);
        places.add(Spot.of(landing.ns(), landing.folderId(), candidate).nameAt());
      }
      boolean[] free = draft.free(places);
      for (int index = 0; index < free.length; index++) {
        if (free[index]) {
          return names.get(index);
        }
      }
    }
    throw Problem.of(
        ProblemCode.NAME_TAKEN,
        "'" + name + "' has " + (attempt - 1) + " conflicted copies of today; remove some");
  }
}
