/** What every command shares: arguments, the screen, progress and tables. */
package io.tandem.ipc.cli.console;
