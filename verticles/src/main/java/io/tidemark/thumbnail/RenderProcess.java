package io.tidemark.thumbnail;

import io.tidemark.thumbnail.render.ItemStatus;
import io.tidemark.thumbnail.render.RenderWorker;
import io.tidemark.thumbnail.render.Rendered;
import io.tidemark.thumbnail.render.Renderer;
import io.tidemark.thumbnail.render.ThumbnailFormat;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/** A {@link RenderWorker} as a process of the system. Its methods block; one thread uses it. */
final class RenderProcess implements Rendering {
  private static final Path NICE = Path.of("/usr/bin/nice");

  /** A thumbnail of the largest size as PNG has less. */
  private static final int ANSWER_BYTES_MAX = 16 << 20;

  private final Process process;
  private final DataOutputStream input;
  private final DataInputStream output;
  private final boolean isNative;

  private RenderProcess(Process process) throws IOException {
    this.process = process;
    this.input = new DataOutputStream(new BufferedOutputStream(process.getOutputStream()));
    this.output = new DataInputStream(process.getInputStream());
    this.isNative = output.readUnsignedByte() == RenderWorker.READY_NATIVE;
  }

  /**
   * Starts one and waits until it is there.
   *
   * @param nativeFolder where it may keep what it unpacks
   */
  static RenderProcess start(RenderWorker.Way way, Path nativeFolder) throws IOException {
    ProcessBuilder builder = new ProcessBuilder(command(way, nativeFolder));
    builder.environment().put("CLASSPATH", classPath());
    // One arena: the memory of pictures that are gone goes back to the system.
    builder.environment().put("MALLOC_ARENA_MAX", "1");
    builder.redirectError(ProcessBuilder.Redirect.DISCARD);
    Process process = builder.start();
    try {
      return new RenderProcess(process);
    } catch (IOException e) {
      process.destroyForcibly();
      throw new IOException("the process that renders did not start", e);
    }
  }

  private static List<String> command(RenderWorker.Way way, Path nativeFolder) {
    List<String> command = new ArrayList<>();
    if (Files.isExecutable(NICE)) {
      // Pushes come first: the system gives these processes what the hub leaves.
      command.addAll(List.of(NICE.toString(), "-n", "19"));
    }
    command.addAll(
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx256m",
            "-Xms16m",
            "-Xss512k",
            "-XX:+UseSerialGC",
            "-XX:+UseCompactObjectHeaders",
            "-XX:ReservedCodeCacheSize=48m",
            "-Xshare:auto",
            "--enable-native-access=ALL-UNNAMED",
            "--sun-misc-unsafe-memory-access=allow",
            RenderWorker.class.getName(),
            way.name(),
            nativeFolder.toString()));
    return command;
  }

  /** This JVM's own, made absolute. */
  private static String classPath() {
    return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator, -1))
        .map(entry -> Path.of(entry).toAbsolutePath().toString())
        .collect(Collectors.joining(File.pathSeparator));
  }

  @Override
  public Renderer.Outcome render(byte[] file, int size, ThumbnailFormat format) throws IOException {
    input.writeShort(size);
    input.writeByte(format.wireNumber());
    input.writeInt(file.length);
    input.write(file);
    input.flush();
    ItemStatus status = ItemStatus.ofWireNumber(output.readUnsignedByte());
    ThumbnailFormat actual = ThumbnailFormat.ofWireNumber(output.readUnsignedByte());
    int length = output.readInt();
    if (length < 0 || length > ANSWER_BYTES_MAX) {
      throw new IOException("a thumbnail of " + length + " bytes");
    }
    byte[] bytes = new byte[length];
    output.readFully(bytes);
    return new Renderer.Outcome(new Rendered(status, actual, bytes), output.readUTF());
  }

  @Override
  public boolean isNative() {
    return isNative;
  }

  long pid() {
    return process.pid();
  }

  /** At once, from any thread; a {@link #render} that is under way fails. */
  @Override
  public void kill() {
    process.destroyForcibly();
  }
}
