package io.tidemark.thumbnail.render;

import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * The main class of a process that renders: a picture after another from standard input, a
 * thumbnail after another to standard output.
 *
 * <p>What a hostile file does to a decoder, it does to this process alone. It leaves as soon as its
 * input ends: so it does when the hub asks, and when the hub is killed.
 */
public final class RenderWorker {
  /** First of all it says that it is there, and whether native code is. */
  public static final int READY_PURE = 'p';

  public static final int READY_NATIVE = 'n';

  private static final int REASON_CHARS = 500;

  private RenderWorker() {}

  /** Which code renders. */
  public enum Way {
    /** Native code where it loads. */
    AUTO,
    JAVA,
    NATIVE
  }

  /**
   * @param arguments the {@link Way}; the folder for native code
   */
  public static void main(String[] arguments) throws IOException {
    System.setProperty("java.awt.headless", "true");
    var input = new DataInputStream(new FileInputStream(FileDescriptor.in));
    var output =
        new DataOutputStream(
            new BufferedOutputStream(new FileOutputStream(FileDescriptor.out), 64 << 10));
    System.setOut(System.err); // Nobody but this class may write between the answers.
    Renderer fast = nativeRenderer(Way.valueOf(arguments[0]), Path.of(arguments[1]));
    Renderer renderer = fast == null ? Renderer.pure() : fast;
    warm(renderer);
    output.writeByte(fast == null ? READY_PURE : READY_NATIVE);
    output.flush();
    while (serve(renderer, input, output)) {
      // One after the other.
    }
    System.exit(0);
  }

  private static boolean serve(Renderer renderer, DataInputStream input, DataOutputStream output)
      throws IOException {
    int size;
    try {
      size = input.readUnsignedShort();
    } catch (EOFException e) {
      return false;
    }
    ThumbnailFormat format = ThumbnailFormat.ofWireNumber(input.readByte());
    byte[] file = new byte[input.readInt()];
    input.readFully(file);
    Renderer.Outcome outcome = renderer.render(file, size, format);
    Rendered rendered = outcome.rendered();
    String reason = outcome.reason();
    output.writeByte(rendered.status().wireNumber());
    output.writeByte(rendered.format().wireNumber());
    output.writeInt(rendered.bytes().length);
    output.write(rendered.bytes());
    output.writeUTF(reason.length() <= REASON_CHARS ? reason : reason.substring(0, REASON_CHARS));
    output.flush();
    return true;
  }

  private static @Nullable Renderer nativeRenderer(Way way, Path folder) throws IOException {
    if (way == Way.JAVA) {
      return null;
    }
    try {
      NativeLibrary.load(folder);
      return Renderer.withNative();
    } catch (IOException | LinkageError e) {
      if (way == Way.NATIVE) {
        throw new IOException("native code was asked for and does not load", e);
      }
      System.err.println("renders without native code: " + e);
      return null;
    }
  }

  /** Classes are loaded and profiles read before somebody waits for them. */
  private static void warm(Renderer renderer) throws IOException {
    var picture =
        new java.awt.image.BufferedImage(1024, 768, java.awt.image.BufferedImage.TYPE_3BYTE_BGR);
    byte[] file = new PureEncoder().encode(picture, ThumbnailFormat.JPEG);
    for (ThumbnailFormat format : ThumbnailFormat.values()) {
      Renderer.Outcome outcome = renderer.render(file, 256, format);
      if (!outcome.rendered().isOk()) {
        throw new IOException("cannot render: " + outcome.reason());
      }
    }
  }
}
