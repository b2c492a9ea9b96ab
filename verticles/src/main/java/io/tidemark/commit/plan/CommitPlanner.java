package io.tidemark.commit.plan;

import io.tidemark.http.Problem;
import io.tidemark.protocol.ProblemCode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.Supplier;

/** Decides what a batch of mutations does, one after the other, later ones seeing earlier ones. */
public final class CommitPlanner {
  private CommitPlanner() {}

  /**
   * @param world what was read so far
   * @param now when all of it happens; microseconds at most
   * @param ids for new files and folders
   */
  public static Planning plan(List<Mutation> batch, World world, Instant now, Supplier<UUID> ids) {
    Draft draft = new Draft(world, now, ids, batch.size() == 1);
    List<Outcome> outcomes = new ArrayList<>(batch.size());
    for (int index = 0; index < batch.size(); index++) {
      try {
        outcomes.add(plan(draft, batch.get(index)));
      } catch (Problem problem) {
        outcomes.add(new Outcome.Refused(problem));
      } catch (Signal signal) {
        switch (signal) {
          // Those that follow are still looked at, so that all of them ask in one go.
          case Signal.Unknown unknown -> {}
          case Signal.Alone alone -> {
            return new Planning.Split(index);
          }
          case Signal.Elsewhere elsewhere -> outcomes.add(new Outcome.Elsewhere(elsewhere.ns()));
        }
      }
    }
    return draft.demand().isEmpty()
        ? new Planning.Complete(outcomes, draft.writes())
        : new Planning.Incomplete(draft.demand());
  }

  private static Outcome plan(Draft draft, Mutation mutation) {
    IdempotencyKey key = mutation.origin().key();
    if (key == null) {
      return decide(draft, mutation);
    }
    String fingerprint = mutation.origin().fingerprint();
    StoredAnswer given = draft.answer(key);
    if (given == null) {
      Outcome.Done done = decide(draft, mutation);
      draft.remember(key, new StoredAnswer(fingerprint, done.status(), done.body()));
      return done;
    }
    if (!given.fingerprint().equals(fingerprint)) {
      throw Problem.of(
          ProblemCode.IDEMPOTENCY_KEY_REUSED,
          "idempotency key '" + key.key() + "' stands for another request; use a new one");
    }
    return Outcome.Done.of(given.status(), given.body());
  }

  private static Outcome.Done decide(Draft draft, Mutation mutation) {
    return switch (mutation) {
      case Mutation.Create create -> TreeRules.create(draft, create);
      case Mutation.Commit commit -> CommitRules.commit(draft, commit);
      case Mutation.CommitMany many -> BatchRules.commitMany(draft, many);
      case Mutation.Rollback rollback -> CommitRules.rollback(draft, rollback);
      case Mutation.Relocate relocate -> TreeRules.relocate(draft, relocate);
      case Mutation.Trash trash -> TrashRules.trash(draft, trash);
      case Mutation.Undelete undelete -> TrashRules.undelete(draft, undelete);
    };
  }
}
