package io.tidemark.simulation;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.StringWriter;
import java.lang.reflect.Method;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.tools.FileObject;
import javax.tools.ForwardingJavaFileManager;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileManager;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.jspecify.annotations.Nullable;

/** The hub with one mistake in it: the real source, changed, compiled and run in memory. */
final class Mutant {
  private static final String OURS = "io.tidemark.";
  private static final Path SOURCES =
      Path.of(System.getProperty("basedir", "."), "src/main/java/io/tidemark");

  private final Method run;
  private final Method violation;

  /**
   * @param mutation null for the hub as it is
   */
  Mutant(@Nullable Mutation mutation) throws IOException, ReflectiveOperationException {
    Map<String, byte[]> changed = mutation == null ? Map.of() : compile(mutation);
    Class<?> simulation = new Loader(changed).loadClass(OURS + "simulation.Simulation");
    run = simulation.getMethod("run", long.class);
    violation = run.getReturnType().getMethod("violation");
  }

  /** What the oracle says of a seed's run; null if nothing. */
  @Nullable String violation(long seed) throws ReflectiveOperationException {
    return (String) violation.invoke(run.invoke(null, seed));
  }

  private static Map<String, byte[]> compile(Mutation mutation) throws IOException {
    String text = mutation.in(Files.readString(SOURCES.resolve(mutation.source())));
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    StringWriter messages = new StringWriter();
    try (StandardJavaFileManager standard = compiler.getStandardFileManager(null, null, null);
        Output output = new Output(standard)) {
      boolean compiled =
          compiler
              .getTask(
                  messages,
                  output,
                  null,
                  List.of("-proc:none", "-nowarn", "-classpath", classPath()),
                  null,
                  List.of(new Source(mutation.source(), text)))
              .call();
      if (!compiled) {
        throw new IllegalStateException(mutation + " does not compile: " + messages);
      }
      return output.classes();
    }
  }

  private static String classPath() {
    return System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
  }

  private static final class Source extends SimpleJavaFileObject {
    private final String text;

    Source(String name, String text) {
      super(URI.create("string:///io/tidemark/" + name), Kind.SOURCE);
      this.text = text;
    }

    @Override
    public CharSequence getCharContent(boolean ignoreEncodingErrors) {
      return text;
    }
  }

  private static final class Output extends ForwardingJavaFileManager<JavaFileManager> {
    private final Map<String, ByteArrayOutputStream> written = new HashMap<>();

    Output(JavaFileManager standard) {
      super(standard);
    }

    Map<String, byte[]> classes() {
      Map<String, byte[]> classes = new HashMap<>();
      written.forEach((name, bytes) -> classes.put(name, bytes.toByteArray()));
      return classes;
    }

    @Override
    public JavaFileObject getJavaFileForOutput(
        Location location, String name, JavaFileObject.Kind kind, FileObject sibling) {
      return new SimpleJavaFileObject(URI.create("mem:///" + name), kind) {
        @Override
        public OutputStream openOutputStream() {
          return written.computeIfAbsent(name, _ -> new ByteArrayOutputStream());
        }
      };
    }
  }

  /** Has all of ours a second time, so that the changed classes are used by all the others. */
  private static final class Loader extends ClassLoader {
    private final Map<String, byte[]> changed;

    Loader(Map<String, byte[]> changed) {
      super(Mutant.class.getClassLoader());
      this.changed = changed;
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
      if (!name.startsWith(OURS)) {
        return super.loadClass(name, resolve);
      }
      synchronized (getClassLoadingLock(name)) {
        Class<?> loaded = findLoadedClass(name);
        return loaded == null ? define(name) : loaded;
      }
    }

    private Class<?> define(String name) throws ClassNotFoundException {
      byte[] bytes = changed.get(name);
      if (bytes == null) {
        String file = name.replace('.', '/') + ".class";
        try (InputStream in = getParent().getResourceAsStream(file)) {
          if (in == null) {
            throw new ClassNotFoundException(name);
          }
          bytes = in.readAllBytes();
        } catch (IOException e) {
          throw new ClassNotFoundException(name, e);
        }
      }
      return defineClass(name, bytes, 0, bytes.length);
    }
  }
}
