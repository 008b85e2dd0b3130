-- dunlin: transaction off
ALTER TYPE state ADD VALUE 'lost';
ALTER TYPE state ADD VALUE 'found' BEFORE 'lost';
