package io.tidemark.loadgen.swarm;

import io.tidemark.loadgen.cli.Interruption;
import io.vertx.core.json.JsonObject;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Command;

/** A generator process of a larger run; started by the others, not by people. */
@Command(
    name = "swarm-worker",
    hidden = true,
    description = "Plays a part of another run's devices: reads commands, writes answers.")
public final class WorkerCommand implements Callable<Integer> {
  @Override
  public Integer call() throws IOException {
    BufferedReader in =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    String first = in.readLine();
    if (first == null) {
      System.err.println("swarm-worker is started by other scenarios with --processes");
      return 2;
    }
    // Ctrl-C reaches all processes of a run; it is the first of them that ends the others, when it
    // has their reports.
    CountDownLatch served = new CountDownLatch(1);
    Interruption.outlast(served);
    try {
      serve(in, System.out, SwarmPlan.of(new JsonObject(first)));
    } finally {
      served.countDown();
    }
    return 0;
  }

  private static void serve(BufferedReader in, PrintStream out, SwarmPlan plan) throws IOException {
    try (LocalSwarm swarm = new LocalSwarm(plan)) {
      answer(out, new JsonObject());
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        JsonObject said = new JsonObject(line);
        try {
          SwarmEnd.Command command = SwarmEnd.Command.valueOf(said.getString("command"));
          answer(out, swarm.call(command, said.getJsonObject("arguments")));
        } catch (RuntimeException e) {
          answer(out, new JsonObject().put("failure", String.valueOf(e.getMessage())));
        }
      }
    }
  }

  private static void answer(PrintStream out, JsonObject json) {
    out.println(json.encode());
    out.flush();
  }
}
