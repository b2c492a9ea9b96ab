/** What the tests of all modules share: real servers, started once. */
package io.tidemark.config.testing;
