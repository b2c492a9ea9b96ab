package io.tidemark;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.verify.Verification;
import io.tidemark.verify.VerificationReport;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.lifecycle.AfterContainer;

/**
 * Several devices write, delete, leave and come back on one file, in any order and some at once.
 * Whatever the hub answers and whatever a device sees must follow from what was done before, and no
 * edit that was taken in is ever lost: the property that "Mysteries of Dropbox" (Hughes, Pierce,
 * Arts, Norell, 2016) tests file synchronisers for.
 *
 * <p>{@code -Dmysteries.tries=500} tells more stories than the build does.
 */
class MysteriesIT {
  private static final int DEVICES = 3;
  private static final int STEPS_MAX = 14;
  private static final TestHub HUB = TestHub.own(Map.of("window.millis", "100"));

  /** What happens next, to one device or to several of them at once. */
  sealed interface Step {
    /** The user of this device changes the file. */
    record Write(int device) implements Step {}

    /** The user of this device deletes the file. */
    record Delete(int device) implements Step {}

    record Leave(int device) implements Step {}

    record ComeBack(int device) implements Step {}

    /** The device reads what it was pushed, up to head. */
    record Observe(int device) implements Step {}

    /** All of these that are connected upload at the same time. */
    record Upload(List<Integer> devices) implements Step {}
  }

  @Provide
  Arbitrary<List<Step>> stories() {
    Arbitrary<Integer> device = Arbitraries.integers().between(0, DEVICES - 1);
    Arbitrary<Step> step =
        Arbitraries.frequencyOf(
            Tuple.of(4, device.map(Step.Write::new)),
            Tuple.of(2, device.map(Step.Delete::new)),
            Tuple.of(1, device.map(Step.Leave::new)),
            Tuple.of(1, device.map(Step.ComeBack::new)),
            Tuple.of(3, device.map(Step.Observe::new)),
            Tuple.of(
                5, device.list().uniqueElements().ofMinSize(1).ofMaxSize(3).map(Step.Upload::new)));
    return step.list().ofMinSize(4).ofMaxSize(STEPS_MAX);
  }

  @Property
  void every_observation_is_explained_and_no_edit_is_lost(@ForAll("stories") List<Step> story) {
    try (MysteryWorld world = new MysteryWorld(HUB.newUser(), DEVICES)) {
      for (Step step : story) {
        switch (step) {
          case Step.Write write -> world.device(write.device()).write();
          case Step.Delete delete -> world.device(delete.device()).delete();
          case Step.Leave leave -> world.device(leave.device()).leave();
          case Step.ComeBack back -> world.device(back.device()).comeBack();
          case Step.Observe observe -> world.device(observe.device()).observe();
          case Step.Upload upload -> world.upload(upload.devices());
        }
      }
      world.stabilise();
      world.checkThatNothingIsLost();
    }
  }

  @AfterContainer
  static void all_copies_say_the_same() {
    VerificationReport report = Verification.run(HUB.servers(), HUB.blocks());
    HUB.stop();
    assertThat(report.isClean()).as("%s", report).isTrue();
  }
}
