/** The {@code ipc} command. */
package io.tandem.ipc.cli;
