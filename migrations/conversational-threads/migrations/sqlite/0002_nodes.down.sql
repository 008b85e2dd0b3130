-- Takes the analysis away, data included; what was said stays.
DROP TABLE relationships;
DROP TABLE nodes_utterance_ids;
DROP TABLE nodes;
DROP TABLE clusters;
