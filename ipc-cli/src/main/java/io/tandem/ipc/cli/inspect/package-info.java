/** Looking at what is there: {@code ipc doctor}, {@code ls}, {@code dump} and {@code layouts}. */
package io.tandem.ipc.cli.inspect;
