/** Objects to bytes and back. */
package io.tandem.ipc.codec;
