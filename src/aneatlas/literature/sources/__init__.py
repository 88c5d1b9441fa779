"""The interfaces of sources as pure logic: what to ask, and what an answer says. Nothing here sends anything."""
