package io.tidemark.commit;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/**
 * Not a test: a way to start {@link CommitBench} with the class path of the tests. Its name keeps
 * it out of every build; see README.
 */
@EnabledIfSystemProperty(named = "tidemark.bench", matches = "true")
class CommitBenchRun {

  @Test
  @Timeout(value = 5, unit = TimeUnit.MINUTES)
  void lanes_against_the_bare_statement() throws Exception {
    CommitBench.run(
        Integer.getInteger("bench.seconds", 10),
        Integer.getInteger("bench.namespaces", 10_000),
        Integer.getInteger("bench.clients", 256),
        Integer.getInteger("bench.lanes", 4));
  }
}
