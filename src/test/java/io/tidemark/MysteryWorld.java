package io.tidemark;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** One file, the devices that have it, and the model of what the hub should do. */
final class MysteryWorld implements AutoCloseable {
  private static final String PATH = "/mystery.txt";

  private final TestClient client;
  private final String ns;
  private final UUID fileId;
  private final MysteryModel model;
  private final List<MysteryDevice> devices = new ArrayList<>();
  private int values;

  MysteryWorld(TestClient client, int deviceCount) {
    this.client = client;
    this.ns = client.teamFolder("Mysteries");
    JsonNode made = client.createFile(ns, PATH).expect(201).json();
    this.fileId = UUID.fromString(made.path("fileId").asText());
    this.model = new MysteryModel(fileId, 1);
    for (int index = 0; index < deviceCount; index++) {
      MysteryDevice device = new MysteryDevice(this, "d" + index);
      device.comeBack();
      device.observe();
      devices.add(device);
    }
  }

  TestClient client() {
    return client;
  }

  String ns() {
    return ns;
  }

  UUID fileId() {
    return fileId;
  }

  MysteryModel model() {
    return model;
  }

  MysteryDevice device(int index) {
    return devices.get(index);
  }

  /** Never the same twice, of any length. */
  String newValue(String device) {
    values++;
    return "%s writes %d of %s%s".formatted(device, values, ns, "!".repeat(values));
  }

  void upload(List<Integer> which) {
    uploadTogether(which.stream().map(devices::get).toList());
  }

  private void uploadTogether(List<MysteryDevice> some) {
    List<MysteryDevice> dirty = some.stream().filter(MysteryDevice::wantsUpload).toList();
    List<MysteryModel.Upload> uploads;
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      uploads =
          dirty.stream()
              .map(device -> CompletableFuture.supplyAsync(device::upload, threads))
              .toList()
              .stream()
              .map(CompletableFuture::join)
              .toList();
    }
    model.take(uploads);
    for (int index = 0; index < dirty.size(); index++) {
      dirty.get(index).uploaded(uploads.get(index));
    }
  }

  /** Everybody comes back, uploads what there is, and reads what there is. */
  void stabilise() {
    devices.forEach(MysteryDevice::comeBack);
    uploadTogether(devices);
    devices.forEach(MysteryDevice::observe);
    devices.forEach(MysteryDevice::checkThatItAgrees);
  }

  /** Each edit that was taken is a version of the file, or a copy beside it. */
  void checkThatNothingIsLost() {
    assertThat(client.get("/v1/files/" + fileId).expect(200).json().path("deleted").asBoolean())
        .isEqualTo(model.isDeleted());
    model.values().forEach((version, value) -> checkContent(fileId, version, value));
    model.copies().forEach((copy, value) -> checkContent(copy, 1, value));
  }

  private void checkContent(UUID file, long version, String value) {
    JsonNode manifest = client.get("/v1/files/" + file + "/versions/" + version).expect(200).json();
    assertThat(manifest.path("blocks").path(0).path("sha256").asText())
        .as("version %d of %s", version, file)
        .isEqualTo(TestClient.sha256(value.getBytes(StandardCharsets.UTF_8)));
  }

  @Override
  public void close() {
    devices.forEach(MysteryDevice::leave);
  }
}
