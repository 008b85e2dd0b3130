0-- +goose Up

-- x;
/* ; */