package io.tidemark.app;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.function.IntConsumer;

/**
 * Hears of SIGTERM and SIGINT more than once, which a shutdown hook does not.
 *
 * <p>The class for it, {@code sun.misc.Signal}, is supported (module {@code jdk.unsupported}) but
 * warned of by every compiler; it is reached by its name.
 */
final class SignalHandling {
  private static final List<String> SIGNALS = List.of("TERM", "INT");

  private SignalHandling() {}

  /**
   * @param receiver takes the signal's number, on a thread of its own
   * @return whether it will; where it will not, a signal runs the shutdown hooks as ever
   */
  static boolean listen(IntConsumer receiver) {
    try {
      Class<?> type = Class.forName("sun.misc.Signal");
      Class<?> handlerType = Class.forName("sun.misc.SignalHandler");
      InvocationHandler calls =
          (proxy, method, arguments) -> {
            switch (method.getName()) {
              case "handle" ->
                  receiver.accept((int) type.getMethod("getNumber").invoke(arguments[0]));
              case "equals" -> {
                return System.identityHashCode(proxy) == System.identityHashCode(arguments[0]);
              }
              case "hashCode" -> {
                return System.identityHashCode(proxy);
              }
              default -> {
                return "stop signals";
              }
            }
            return null;
          };
      Object handler =
          Proxy.newProxyInstance(
              SignalHandling.class.getClassLoader(), new Class<?>[] {handlerType}, calls);
      for (String name : SIGNALS) {
        Object signal = type.getConstructor(String.class).newInstance(name);
        type.getMethod("handle", type, handlerType).invoke(null, signal, handler);
      }
      return true;
    } catch (ReflectiveOperationException | IllegalArgumentException _) {
      return false;
    }
  }
}
