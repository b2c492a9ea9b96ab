package io.tidemark;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.http.HttpHeaders;

/** What the hub answered to one request. */
public record Answer(String request, int status, HttpHeaders headers, String body) {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** The body as JSON; an empty object where there is none. */
  public JsonNode json() {
    try {
      return body.isEmpty() ? JSON.createObjectNode() : JSON.readTree(body);
    } catch (JsonProcessingException e) {
      throw new AssertionError(request + " was answered with something that is not JSON: " + body);
    }
  }

  /** A string member of the body. */
  public String text(String field) {
    return json().path(field).asText();
  }

  /** Asserts that it went well. */
  public Answer expect(int expected) {
    assertThat(status).as("%s: %s", request, body).isEqualTo(expected);
    return this;
  }

  /** Asserts that it was refused with this code. */
  public Answer expect(int expected, String code) {
    expect(expected);
    assertThat(text("code")).as("%s: %s", request, body).isEqualTo(code);
    assertThat(text("detail")).as(request).isNotEmpty();
    return this;
  }
}
