package io.tidemark.relay;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/**
 * Not a test: a way to start {@link LookupBench} with the class path of the tests. Its name keeps
 * it out of every build; see README.
 */
@EnabledIfSystemProperty(named = "tidemark.bench", matches = "true")
class LookupBenchRun {

  @Test
  @Timeout(value = 5, unit = TimeUnit.MINUTES)
  void memory_redis_and_postgresql() throws Exception {
    LookupBench.run(
        Integer.getInteger("bench.seconds", 10), Integer.getInteger("bench.folders", 10_000));
  }
}
