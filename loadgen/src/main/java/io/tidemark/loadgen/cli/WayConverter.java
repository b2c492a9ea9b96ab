package io.tidemark.loadgen.cli;

import io.tidemark.loadgen.device.Way;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads {@code ws}, {@code sse} or {@code longpoll}. */
public final class WayConverter implements ITypeConverter<Way> {
  @Override
  public Way convert(String option) {
    try {
      return Way.of(option);
    } catch (IllegalArgumentException e) {
      throw new TypeConversionException(String.valueOf(e.getMessage()));
    }
  }
}
