package io.tidemark.protocol.testing;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Holds JSON against {@code openapi.yaml} and {@code asyncapi.yaml}, as they are shipped in the
 * protocol's jar. Exact: a field that the documents do not name is a violation too, although
 * clients ignore such fields.
 */
public final class ContractDocuments {
  private static final String FOLDER = "/io/tidemark/protocol/contract/";
  private static final String LOCAL = "#/components/schemas/";
  private static final String SHARED = "schemas/wire.yaml#/$defs/";
  private static final ObjectMapper JSON = new ObjectMapper();

  private final JsonNode openapi = read("openapi.yaml");
  private final JsonNode asyncapi = read("asyncapi.yaml");
  private final JsonNode wire = read("schemas/wire.yaml");
  private final ObjectNode definitions = JSON.createObjectNode();
  private final Map<String, Schema> schemas = new ConcurrentHashMap<>();
  private final SchemaRegistry registry =
      SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12);

  public ContractDocuments() {
    define(wire.path("$defs"));
    define(openapi.path("components").path("schemas"));
    define(asyncapi.path("components").path("schemas"));
  }

  public JsonNode openapi() {
    return openapi;
  }

  public JsonNode asyncapi() {
    return asyncapi;
  }

  /** The schemas that both documents share. */
  public JsonNode wire() {
    return wire;
  }

  /**
   * What is wrong with an answer of the hub; nothing if it is as documented.
   *
   * @param path as requested, without the query
   * @param contentType of the answer; null for none
   */
  public List<String> answer(
      String method, String path, int status, @Nullable String contentType, String body) {
    JsonNode operation = operation(method, path);
    if (operation == null) {
      return List.of(method + " " + path + " is not in openapi.yaml");
    }
    JsonNode responses = operation.path("responses");
    JsonNode response = responses.path(Integer.toString(status));
    if (response.isMissingNode() && status >= 400) {
      response = responses.path("default");
    }
    if (response.isMissingNode()) {
      return List.of(method + " " + path + " has no answer " + status);
    }
    JsonNode content = resolved(openapi, response).path("content");
    if (content.isEmpty()) {
      return body.isEmpty()
          ? List.of()
          : List.of(method + " " + path + " " + status + " should have no body");
    }
    String type = contentType == null ? "" : contentType.split(";")[0].strip();
    JsonNode media = content.path(type);
    if (media.isMissingNode()) {
      return List.of(method + " " + path + " " + status + " has content type '" + type + "'");
    }
    return media.has("schema") ? violations(media.path("schema"), body) : List.of();
  }

  /** Which operation of openapi.yaml this is; null if none. */
  public @Nullable String operationId(String method, String path) {
    JsonNode operation = operation(method, path);
    return operation == null ? null : operation.path("operationId").asText();
  }

  /** What is wrong with a request's body; nothing if it is as documented. */
  public List<String> request(String method, String path, String body) {
    JsonNode operation = operation(method, path);
    return operation == null
        ? List.of(method + " " + path + " is not in openapi.yaml")
        : violations(
            operation.at("/requestBody/content").path("application/json").path("schema"), body);
  }

  /**
   * What is wrong with a frame; nothing if it is as documented.
   *
   * @param operation of asyncapi.yaml: {@code fromDevice}, {@code toDevice}, {@code toEventStream}
   */
  public List<String> frame(String operation, String frame) {
    String type;
    try {
      type = JSON.readTree(frame).path("type").asText();
    } catch (JsonProcessingException e) {
      return List.of("not JSON: " + frame);
    }
    for (JsonNode message : asyncapi.path("operations").path(operation).path("messages")) {
      if (message.path("$ref").asText().endsWith("/" + type)) {
        JsonNode channel = resolved(asyncapi, message);
        return violations(resolved(asyncapi, channel).path("payload"), frame);
      }
    }
    return List.of("type '" + type + "' is not among those of " + operation);
  }

  /** What is wrong with {@code json} as {@code schema}, a node of one of the documents. */
  public List<String> violations(JsonNode schema, String json) {
    if (schema.isMissingNode()) {
      return List.of("there is no schema for " + json);
    }
    return schemas
        .computeIfAbsent(schema.toString(), _ -> compiled(schema))
        .validate(
            json,
            InputFormat.JSON,
            context -> context.executionConfig(config -> config.formatAssertionsEnabled(true)))
        .stream()
        .map(error -> error + " in " + json)
        .toList();
  }

  /** Follows {@code $ref}, within the document only, where there is one. */
  public static JsonNode resolved(JsonNode document, JsonNode node) {
    String reference = node.path("$ref").asText();
    return reference.startsWith("#") ? document.at(reference.substring(1)) : node;
  }

  private @Nullable JsonNode operation(String method, String path) {
    String[] wanted = path.split("/", -1);
    JsonNode best = null;
    int bestWords = -1;
    for (Map.Entry<String, JsonNode> entry : openapi.path("paths").properties()) {
      int words = words(entry.getKey().split("/", -1), wanted);
      if (words > bestWords) {
        bestWords = words;
        best = entry.getValue();
      }
    }
    JsonNode operation = best == null ? null : best.get(method.toLowerCase(java.util.Locale.ROOT));
    return operation;
  }

  /** How many segments are equal, or -1 where the template does not fit. */
  private static int words(String[] template, String[] path) {
    if (template.length != path.length) {
      return -1;
    }
    int words = 0;
    for (int index = 0; index < path.length; index++) {
      if (template[index].equals(path[index])) {
        words++;
      } else if (!template[index].startsWith("{")) {
        return -1;
      }
    }
    return words;
  }

  private void define(JsonNode from) {
    for (Map.Entry<String, JsonNode> entry : from.properties()) {
      if (definitions.has(entry.getKey())) {
        throw new IllegalStateException("schema '" + entry.getKey() + "' is defined twice");
      }
      definitions.set(entry.getKey(), bundled(entry.getValue()));
    }
  }

  private Schema compiled(JsonNode schema) {
    ObjectNode document = JSON.createObjectNode();
    document.put("$schema", "https://json-schema.org/draft/2020-12/schema");
    document.set("$defs", definitions);
    document.setAll((ObjectNode) bundled(schema));
    return registry.getSchema(document);
  }

  /** A copy in which references point into one set of definitions, and objects are closed. */
  private static JsonNode bundled(JsonNode schema) {
    JsonNode copy = schema.deepCopy();
    List<JsonNode> open = new ArrayList<>(List.of(copy));
    while (!open.isEmpty()) {
      JsonNode node = open.removeLast();
      if (node instanceof ObjectNode object) {
        String reference = object.path("$ref").asText();
        if (reference.startsWith(LOCAL)) {
          object.put("$ref", "#/$defs/" + reference.substring(LOCAL.length()));
        } else if (reference.startsWith(SHARED)) {
          object.put("$ref", "#/$defs/" + reference.substring(SHARED.length()));
        }
        object.remove("examples");
        if (object.path("type").asText().equals("object")
            && object.has("properties")
            && !object.has("additionalProperties")) {
          object.put("additionalProperties", false);
        }
      }
      node.forEach(open::add);
    }
    return copy;
  }

  private static JsonNode read(String name) {
    try (InputStream in = ContractDocuments.class.getResourceAsStream(FOLDER + name)) {
      if (in == null) {
        throw new IllegalStateException(FOLDER + name + " is not on the class path");
      }
      return new YAMLMapper().readTree(in);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
