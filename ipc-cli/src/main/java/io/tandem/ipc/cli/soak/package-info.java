/** {@code ipc soak}: processes are killed for as long as you like, and every message is counted. */
package io.tandem.ipc.cli.soak;
