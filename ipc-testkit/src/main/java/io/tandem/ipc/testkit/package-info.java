/** What the tests of several modules share. */
package io.tandem.ipc.testkit;
