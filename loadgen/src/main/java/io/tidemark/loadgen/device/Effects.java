package io.tidemark.loadgen.device;

/** Collects what a device must do next. */
@FunctionalInterface
interface Effects {
  void add(DeviceEffect effect);
}
