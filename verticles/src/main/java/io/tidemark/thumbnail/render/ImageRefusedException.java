package io.tidemark.thumbnail.render;

import java.io.IOException;

/** An image of which no thumbnail is made, with the status that says why. */
final class ImageRefusedException extends IOException {
  private static final long serialVersionUID = 1;

  private final ItemStatus status;

  ImageRefusedException(ItemStatus status, String message) {
    super(message);
    this.status = status;
  }

  ItemStatus status() {
    return status;
  }
}
