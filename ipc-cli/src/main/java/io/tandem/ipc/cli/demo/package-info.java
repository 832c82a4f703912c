/** {@code ipc demo}: worker JVMs fingerprint files while one of them is killed. */
package io.tandem.ipc.cli.demo;
