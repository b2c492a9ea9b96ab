package io.tidemark.commit.plan;

import java.util.List;

/** How far a batch could be planned. */
public sealed interface Planning {

  /** Decided, in the order of the mutations. */
  record Complete(List<Outcome> outcomes, Writes writes) implements Planning {}

  /** These facts must be read first. */
  record Incomplete(Demand demand) implements Planning {}

  /** This one of the batch can only be planned by itself. */
  record Split(int index) implements Planning {}
}
