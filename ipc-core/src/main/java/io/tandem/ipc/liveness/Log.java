package io.tandem.ipc.liveness;

/**
 * Loggers, got when there is something to say: getting the first one costs a starting JVM more than
 * joining a domain does.
 */
final class Log {
  private Log() {}

  static System.Logger of(Class<?> type) {
    return System.getLogger(type.getName());
  }
}
