-- The stories are lost; they can be processed again from the memories.
DROP TABLE IF EXISTS stories;
