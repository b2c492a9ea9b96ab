package io.tidemark.thumbnail.render;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Locale;
import org.opencv.core.Core;

/**
 * Loads OpenCV out of the artifact that carries it. Unpacked once into a folder that is kept: 65 MB
 * are not to be written at every start.
 */
final class NativeLibrary {
  private NativeLibrary() {}

  /**
   * @throws IOException if there is none for this system, or it cannot be unpacked
   * @throws UnsatisfiedLinkError if it does not load here
   */
  @SuppressWarnings("restricted") // Its process is started with the permission.
  static void load(Path folder) throws IOException {
    String resource = resource();
    String name = Core.NATIVE_LIBRARY_NAME + resource.substring(resource.lastIndexOf('.'));
    Path library = folder.resolve(name).toAbsolutePath();
    if (!Files.exists(library)) {
      unpack(resource, library);
    }
    System.load(library.toString());
    Core.setNumThreads(1); // There are as many of these processes as there are to be threads.
  }

  private static void unpack(String resource, Path library) throws IOException {
    Files.createDirectories(library.getParent());
    Path part = Files.createTempFile(library.getParent(), "unpacked", ".part");
    try (InputStream packed = Core.class.getResourceAsStream(resource)) {
      if (packed == null) {
        throw new IOException("there is no " + resource + " on the class path");
      }
      Files.copy(packed, part, StandardCopyOption.REPLACE_EXISTING);
      Files.move(part, library, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(part);
    }
  }

  private static String resource() throws IOException {
    String system = System.getProperty("os.name", "").toLowerCase(Locale.ROOT);
    boolean isArm = System.getProperty("os.arch", "").equals("aarch64");
    String processor = isArm ? "ARMv8" : "x86_64";
    String library = Core.NATIVE_LIBRARY_NAME;
    if (system.contains("linux")) {
      return "/nu/pattern/opencv/linux/" + processor + "/lib" + library + ".so";
    }
    if (system.contains("mac")) {
      return "/nu/pattern/opencv/osx/" + processor + "/lib" + library + ".dylib";
    }
    throw new IOException("the artifact has no library for " + system);
  }
}
