FROM mongo:7.0
COPY . /etc
RUN chown -R mongodb /etc/mongodb \
 # the key
 && chmod 640 /etc/mongodb/keyfile
CMD ["--config", "/etc/mongod.conf"]
