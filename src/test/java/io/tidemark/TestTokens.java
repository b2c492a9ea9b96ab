package io.tidemark;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.jwt.SignedJWT;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;

/** An issuer of its own beside the hub: good tokens, and every kind of bad one. */
public final class TestTokens implements AutoCloseable {
  private final RSAKey key;
  private final RSAKey stranger;
  private final HttpServer server;

  public TestTokens() {
    try {
      key = new RSAKeyGenerator(2048).keyID("test-1").generate();
      stranger = new RSAKeyGenerator(2048).keyID("test-1").generate();
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (JOSEException | IOException e) {
      throw new IllegalStateException(e);
    }
    byte[] jwks = new JWKSet(key.toPublicJWK()).toString().getBytes(StandardCharsets.UTF_8);
    server.createContext(
        "/jwks.json",
        exchange -> {
          exchange.getResponseHeaders().add("Content-Type", "application/json");
          exchange.sendResponseHeaders(200, jwks.length);
          exchange.getResponseBody().write(jwks);
          exchange.close();
        });
    server.start();
  }

  public String jwksUri() {
    return "http://127.0.0.1:" + server.getAddress().getPort() + "/jwks.json";
  }

  /** Good for an hour. */
  public String of(String user) {
    return of(user, Duration.ofHours(1));
  }

  public String of(String user, Duration life) {
    return signed(key, claims(user, life));
  }

  public String expired(String user) {
    return of(user, Duration.ofMinutes(-5));
  }

  /** Signed, but by another key that calls itself the same. */
  public String ofAnotherKey(String user) {
    return signed(stranger, claims(user, Duration.ofHours(1)));
  }

  /** {@code alg:none}. */
  public String unsigned(String user) {
    return new PlainJWT(claims(user, Duration.ofHours(1))).serialize();
  }

  /** HS256 with the public key as the secret. */
  public String signedWithThePublicKey(String user) {
    try {
      SignedJWT jwt =
          new SignedJWT(
              new JWSHeader.Builder(JWSAlgorithm.HS256).keyID("test-1").build(),
              claims(user, Duration.ofHours(1)));
      jwt.sign(new MACSigner(key.toRSAPublicKey().getEncoded()));
      return jwt.serialize();
    } catch (JOSEException e) {
      throw new IllegalStateException(e);
    }
  }

  private static JWTClaimsSet claims(String user, Duration life) {
    return new JWTClaimsSet.Builder()
        .subject(user)
        .expirationTime(Date.from(Instant.now().plus(life)))
        .build();
  }

  private static String signed(RSAKey by, JWTClaimsSet claims) {
    try {
      SignedJWT jwt =
          new SignedJWT(
              new JWSHeader.Builder(JWSAlgorithm.RS256).keyID(by.getKeyID()).build(), claims);
      jwt.sign(new RSASSASigner(by));
      return jwt.serialize();
    } catch (JOSEException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
