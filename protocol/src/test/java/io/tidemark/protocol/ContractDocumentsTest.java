package io.tidemark.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.tidemark.protocol.testing.ContractDocuments;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The documents hold together, and say what the code says. */
class ContractDocumentsTest {
  private static final ContractDocuments DOCUMENTS = new ContractDocuments();
  private static final Set<String> METHODS = Set.of("get", "put", "post", "patch", "delete");
  private static final Set<String> KEYWORDS =
      Set.of(
          "$ref",
          "const",
          "default",
          "description",
          "enum",
          "examples",
          "format",
          "maximum",
          "maxItems",
          "maxLength",
          "maxProperties",
          "minimum",
          "minItems",
          "minLength",
          "minProperties",
          "pattern",
          "required",
          "type");
  private static final Pattern PARAMETER = Pattern.compile("\\{(\\w+)}");

  @Test
  void the_documents_are_openapi_3_1_and_asyncapi_3() {
    assertThat(DOCUMENTS.openapi().path("openapi").asText()).startsWith("3.1.");
    assertThat(DOCUMENTS.asyncapi().path("asyncapi").asText()).startsWith("3.0.");
  }

  @Test
  void every_reference_leads_somewhere() {
    assertThat(dangling(DOCUMENTS.openapi())).isEmpty();
    assertThat(dangling(DOCUMENTS.asyncapi())).isEmpty();
    assertThat(dangling(DOCUMENTS.wire())).isEmpty();
  }

  /** A comma too many in YAML's flow style makes a keyword of half a sentence. */
  @Test
  void every_keyword_of_a_schema_is_one() {
    Set<String> unknown = new TreeSet<>();
    Stream.of(
            DOCUMENTS.wire().path("$defs"),
            DOCUMENTS.openapi().path("components").path("schemas"),
            DOCUMENTS.asyncapi().path("components").path("schemas"))
        .flatMap(schemas -> StreamSupport.stream(schemas.spliterator(), false))
        .forEach(schema -> collectUnknown(schema, unknown));
    assertThat(unknown).isEmpty();
  }

  private static void collectUnknown(JsonNode schema, Set<String> unknown) {
    for (Map.Entry<String, JsonNode> keyword : schema.properties()) {
      switch (keyword.getKey()) {
        case "properties" ->
            keyword.getValue().forEach(property -> collectUnknown(property, unknown));
        case "oneOf" -> keyword.getValue().forEach(branch -> collectUnknown(branch, unknown));
        case "items", "not", "additionalProperties", "propertyNames" ->
            collectUnknown(keyword.getValue(), unknown);
        default -> {
          if (!KEYWORDS.contains(keyword.getKey())) {
            unknown.add(keyword.getKey());
          }
        }
      }
    }
  }

  @Test
  void every_example_of_a_schema_is_valid() {
    List<String> violations = new ArrayList<>();
    int[] examples = new int[1];
    Stream.of(
            DOCUMENTS.wire().path("$defs"),
            DOCUMENTS.openapi().path("components").path("schemas"),
            DOCUMENTS.asyncapi().path("components").path("schemas"))
        .flatMap(schemas -> StreamSupport.stream(schemas.spliterator(), false))
        .forEach(schema ->
            schema
                .path("examples")
                .forEach(example -> {
                  examples[0]++;
                  violations.addAll(DOCUMENTS.violations(schema, example.toString()));
                }));
    assertThat(violations).isEmpty();
    assertThat(examples[0]).isGreaterThan(30);
  }

  @Test
  void every_message_has_an_example_and_all_are_valid() {
    for (JsonNode message : DOCUMENTS.asyncapi().at("/components/messages")) {
      assertThat(message.path("examples")).as(message.path("title").asText()).isNotEmpty();
      for (JsonNode example : message.path("examples")) {
        assertThat(
                DOCUMENTS.violations(message.path("payload"), example.path("payload").toString()))
            .isEmpty();
      }
    }
  }

  @ParameterizedTest
  @MethodSource("clientFrames")
  void a_golden_frame_of_a_client_is_as_documented(Golden.Frame golden) {
    assertThat(DOCUMENTS.frame("fromDevice", golden.json())).isEmpty();
    assertThat(DOCUMENTS.frame("toDevice", golden.json())).isNotEmpty();
  }

  @ParameterizedTest
  @MethodSource("serverFrames")
  void a_golden_frame_of_the_hub_is_as_documented(Golden.Frame golden) {
    assertThat(DOCUMENTS.frame("toDevice", golden.json())).isEmpty();
    if (!golden.name().equals("pong")) {
      assertThat(DOCUMENTS.frame("toEventStream", golden.json())).isEmpty();
    }
  }

  @ParameterizedTest
  @MethodSource("serverFrames")
  void a_golden_frame_with_a_field_more_or_less_is_not(Golden.Frame golden) {
    String more = golden.json().replaceFirst("\\{", "{\"surprise\":1,");
    assertThat(DOCUMENTS.frame("toDevice", more)).isNotEmpty();
    if (!golden.name().equals("pong")) {
      String less = golden.json().replaceFirst(",\"\\w+\":", ",\"surprise\":");
      assertThat(DOCUMENTS.frame("toDevice", less)).isNotEmpty();
    }
  }

  @Test
  void what_the_codec_refuses_is_not_documented_either() {
    for (String frame :
        List.of(
            "{\"type\":\"hello\"}",
            "{\"type\":\"hello\",\"device\":\"a b\"}",
            "{\"type\":\"hello\",\"device\":\"d\",\"cursor\":\"c\",\"watermarks\":{}}",
            "{\"type\":\"ack\",\"watermarks\":{\"x\":1}}",
            "{\"type\":\"ack\",\"watermarks\":{\"5f1d9a3e-8c41-4b7e-9d20-6a7c1e55b001\":-1}}",
            "{\"type\":\"refresh\",\"token\":\"\"}")) {
      assertThat(DOCUMENTS.frame("fromDevice", frame)).as(frame).isNotEmpty();
      assertThat(catchMalformed(frame)).as(frame).isTrue();
    }
  }

  @Test
  void every_frame_has_a_message() {
    assertThat(types("fromDevice"))
        .isEqualTo(
            Golden.client().stream()
                .map(ContractDocumentsTest::type)
                .collect(Collectors.toCollection(TreeSet::new)));
    assertThat(types("toDevice"))
        .isEqualTo(
            Golden.server().stream()
                .map(ContractDocumentsTest::type)
                .collect(Collectors.toCollection(TreeSet::new)));
  }

  @Test
  void every_operation_is_whole() {
    Set<String> ids = new HashSet<>();
    Set<String> tags = new HashSet<>();
    DOCUMENTS.openapi().path("tags").forEach(tag -> tags.add(tag.path("name").asText()));
    for (Map.Entry<String, JsonNode> path : DOCUMENTS.openapi().path("paths").properties()) {
      Set<String> declared = new TreeSet<>();
      path.getValue()
          .path("parameters")
          .forEach(parameter -> {
            JsonNode resolved = ContractDocuments.resolved(DOCUMENTS.openapi(), parameter);
            if (resolved.path("in").asText().equals("path")) {
              declared.add(resolved.path("name").asText());
            }
          });
      assertThat(declared)
          .as(path.getKey())
          .isEqualTo(
              PARAMETER
                  .matcher(path.getKey())
                  .results()
                  .map((MatchResult found) -> found.group(1))
                  .collect(Collectors.toCollection(TreeSet::new)));
      for (Map.Entry<String, JsonNode> operation : path.getValue().properties()) {
        if (METHODS.contains(operation.getKey())) {
          JsonNode described = operation.getValue();
          assertThat(ids.add(described.path("operationId").asText())).as(path.getKey()).isTrue();
          assertThat(tags).contains(described.path("tags").path(0).asText());
          assertThat(described.path("summary").asText()).isNotEmpty();
          assertThat(described.path("responses").has("default")).as(path.getKey()).isTrue();
          assertThat(described.path("responses").fieldNames())
              .toIterable()
              .as(path.getKey())
              .anyMatch(status -> status.startsWith("2") || status.equals("101"));
        }
      }
    }
    assertThat(ids).hasSizeGreaterThan(30);
  }

  @Test
  void the_problem_codes_are_those_of_the_code() {
    Set<String> documented = new TreeSet<>();
    schema("Problem").at("/properties/code/enum").forEach(code -> documented.add(code.asText()));
    assertThat(documented)
        .isEqualTo(
            Arrays.stream(ProblemCode.values())
                .map(ProblemCode::code)
                .collect(Collectors.toCollection(TreeSet::new)));
  }

  @Test
  void the_close_codes_are_told() {
    String description = DOCUMENTS.asyncapi().at("/info/description").asText();
    for (CloseCode code : CloseCode.values()) {
      assertThat(description).contains(Integer.toString(code.status()));
    }
  }

  @Test
  void the_limits_are_those_of_the_code() {
    JsonNode wire = DOCUMENTS.wire().path("$defs");
    assertThat(wire.at("/Seq/maximum").asLong()).isEqualTo(Limits.INTEGER_MAX);
    assertThat(wire.at("/Version/maximum").asLong()).isEqualTo(Limits.INTEGER_MAX);
    assertThat(wire.at("/Size/maximum").asLong()).isEqualTo(Limits.INTEGER_MAX);
    assertThat(wire.at("/Name/maxLength").asInt()).isEqualTo(Limits.NAME_CHARS);
    assertThat(wire.at("/Path/maxLength").asInt()).isEqualTo(Limits.PATH_CHARS);
    assertThat(wire.at("/Watermarks/maxProperties").asInt()).isEqualTo(Limits.HELLO_NAMESPACES);
    assertThat(wire.at("/Delta/properties/changes/maxItems").asInt())
        .isEqualTo(Limits.DELTA_CHANGES);
    assertThat(wire.at("/Id/pattern").asText()).contains("{1," + Limits.USER_CHARS + "}");
    assertThat(schema("CommitVersion").at("/properties/blocks/maxItems").asInt())
        .isEqualTo(Limits.BLOCKS_PER_VERSION);
    assertThat(schema("CommitMany").at("/properties/commits/maxItems").asInt())
        .isEqualTo(Limits.COMMITS_PER_BATCH);
    assertThat(schema("BlockRef").at("/properties/size/maximum").asInt())
        .isEqualTo(Limits.BLOCK_BYTES);
    assertThat(schema("CheckBlocks").at("/properties/blocks/maxItems").asInt())
        .isEqualTo(Limits.BLOCKS_PER_CHECK);
    assertThat(schema("PutMembers").at("/properties/members/maxItems").asInt())
        .isEqualTo(Limits.MEMBERS_PER_CALL);
    assertThat(schema("Journal").at("/properties/entries/maxItems").asInt())
        .isEqualTo(Limits.JOURNAL_PAGE);
    JsonNode parameters = DOCUMENTS.openapi().at("/components/parameters");
    assertThat(parameters.at("/IdempotencyKey/schema/maxLength").asInt())
        .isEqualTo(Limits.IDEMPOTENCY_KEY_CHARS);
  }

  @Test
  void an_answer_that_is_not_documented_is_noticed() {
    assertThat(DOCUMENTS.answer("GET", "/v1/nothing", 200, "application/json", "{}")).isNotEmpty();
    assertThat(DOCUMENTS.answer("GET", "/v1/namespaces", 204, null, "")).isNotEmpty();
    assertThat(DOCUMENTS.answer("GET", "/v1/namespaces", 200, "text/html", "{}")).isNotEmpty();
    assertThat(DOCUMENTS.answer("GET", "/v1/namespaces", 200, "application/json", "{}"))
        .isNotEmpty();
    assertThat(
            DOCUMENTS.answer(
                "GET", "/v1/namespaces", 200, "application/json", "{\"namespaces\":[]}"))
        .isEmpty();
    assertThat(
            DOCUMENTS.answer(
                "GET", "/v1/namespaces", 418, "application/problem+json", "{\"code\":\"teapot\"}"))
        .isNotEmpty();
  }

  private static boolean catchMalformed(String frame) {
    try {
      FrameCodec.decodeClient(frame);
      return false;
    } catch (MalformedException e) {
      return true;
    }
  }

  private static Set<String> types(String operation) {
    Set<String> types = new TreeSet<>();
    DOCUMENTS
        .asyncapi()
        .path("operations")
        .path(operation)
        .path("messages")
        .forEach(message -> {
          String reference = message.path("$ref").asText();
          types.add(reference.substring(reference.lastIndexOf('/') + 1));
        });
    return types;
  }

  private static String type(Golden.Frame golden) {
    return golden.json().replaceFirst("\\{\"type\":\"(\\w+)\".*", "$1");
  }

  private static JsonNode schema(String name) {
    return DOCUMENTS.openapi().path("components").path("schemas").path(name);
  }

  private static List<String> dangling(JsonNode document) {
    return document.findValuesAsText("$ref").stream()
        .filter(reference -> target(document, reference).isMissingNode())
        .toList();
  }

  private static JsonNode target(JsonNode document, String reference) {
    String shared = "schemas/wire.yaml#";
    return reference.startsWith(shared)
        ? DOCUMENTS.wire().at(reference.substring(shared.length()))
        : document.at(reference.substring(1));
  }

  private static List<Golden.Frame> clientFrames() {
    return Golden.client();
  }

  private static List<Golden.Frame> serverFrames() {
    return Golden.server();
  }
}
