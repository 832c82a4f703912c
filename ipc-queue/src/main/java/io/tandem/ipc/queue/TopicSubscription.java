package io.tandem.ipc.queue;

import java.util.concurrent.Flow;

/** What a subscriber of a {@link Topic} is given; see {@link Topic#asPublisher(Start)}. */
public interface TopicSubscription extends Flow.Subscription {
  /** As {@link TopicReader#position}. */
  long position();

  /** As {@link TopicReader#lost}. */
  long lost();
}
